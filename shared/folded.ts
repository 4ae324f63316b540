/** `text` for comparison, blind to case, width, accents and which kana: people type what is quickest. */
export function folded(text: string): string {
  return text
    .normalize('NFKC')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\u30a1-\u30f6]/gu, kana => String.fromCodePoint((kana.codePointAt(0) ?? 0) - 0x60));
}
