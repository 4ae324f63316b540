/** Printed XML in the pieces that look different. */

export interface XmlToken {
  kind: 'tag' | 'name' | 'value' | 'text';
  text: string;
}

const tokens = /(<\/?[^\s<>/]+|\/?>)|([^\s<>="]+)(?==")|("[^"<>]*")|[^<>"\s]+|\s+|[<"=]/g;

/** The tokens of `xml`; together they are the whole text again. */
export const xmlTokens = (xml: string): XmlToken[] =>
  [...xml.matchAll(tokens)].map(([text, tag, name, value]) => ({
    kind: tag ? 'tag' : name ? 'name' : value ? 'value' : 'text',
    text,
  }));
