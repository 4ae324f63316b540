/** XEP-0077: In-Band Registration (2.4), with the bits of binary that its form may show. */
import {
  body,
  create,
  element,
  elements,
  flag,
  optionalChild,
  string,
  tolerant,
  wellFormedChildren,
  xmlnsOf,
  type Field,
  type Infer,
} from '../xml/codec';
import { dataForm } from './xep0004';
import { outOfBand } from './xep0066';
import { bits } from './xep0231';

export const REGISTER = 'jabber:iq:register';

/** The fields of the time before data forms (§14.1), in the order of the specification. */
export const legacyFields = [
  'username', 'nick', 'password', 'name', 'first', 'last', 'email', 'address', 'city', 'state', 'zip', 'phone', 'url',
  'date', 'misc', 'text', 'key',
] as const; // prettier-ignore
export type LegacyField = (typeof legacyFields)[number];

const legacy: Field<{ name: LegacyField; value: string }[]> = {
  read: (query, xmlns) =>
    elements(query).flatMap(child => {
      const name = legacyFields.find(known => known === child.name);
      if (name === undefined || xmlnsOf(child, xmlns) !== REGISTER) return [];
      return [{ name, value: child.children.filter(node => typeof node === 'string').join('') }];
    }),
  write: (query, fields, xmlns) => {
    for (const { name, value } of fields) {
      query.children.push({ ...create(name, REGISTER, xmlns), children: value === '' ? [] : [value] });
    }
  },
};

export const registerQuery = element('query', REGISTER, {
  /** The one who asks has an account already. */
  registered: flag('registered'),
  remove: flag('remove'),
  instructions: tolerant(optionalChild(element('instructions', REGISTER, { text: body(string) }))),
  fields: legacy,
  form: tolerant(optionalChild(dataForm)),
  elsewhere: tolerant(optionalChild(outOfBand)),
  bits: wellFormedChildren(bits),
});

export type RegisterQuery = Infer<typeof registerQuery>;
