/** XEP-0004: Data Forms (2.13), with pictures in fields (XEP-0221). */
import {
  attr,
  body,
  child,
  children,
  element,
  flag,
  mapped,
  oneOf,
  optionalAttr,
  optionalChild,
  string,
  tolerant,
  wellFormedChildren,
  withDefault,
  type Infer,
} from '../xml/codec';
import { media } from './xep0221';

export const DATA_FORMS = 'jabber:x:data';

const fieldTypes = [
  'boolean', 'fixed', 'hidden', 'jid-multi', 'jid-single', 'list-multi', 'list-single', 'text-multi', 'text-private',
  'text-single',
] as const; // prettier-ignore

const textElement = (name: string) => element(name, DATA_FORMS, { text: body(string) });
const texts = (name: string) =>
  mapped(
    children(textElement(name)),
    list => list.map(({ text }) => text),
    list => list.map(text => ({ text })),
  );

/** A field of an unknown type reads as a line of text (§3.2). */
const formField = element('field', DATA_FORMS, {
  type: withDefault(attr('type', oneOf(...fieldTypes)), 'text-single'),
  name: optionalAttr('var'),
  label: optionalAttr('label'),
  description: tolerant(optionalChild(textElement('desc'))),
  required: flag('required'),
  values: texts('value'),
  options: wellFormedChildren(
    element('option', DATA_FORMS, { label: optionalAttr('label'), value: child(textElement('value')) }),
  ),
  media: tolerant(optionalChild(media)),
});

export const dataForm = element('x', DATA_FORMS, {
  type: attr('type', oneOf('cancel', 'form', 'result', 'submit')),
  title: tolerant(optionalChild(textElement('title'))),
  instructions: texts('instructions'),
  fields: wellFormedChildren(formField),
});

export type DataForm = Infer<typeof dataForm>;
export type FormField = Infer<typeof formField>;
