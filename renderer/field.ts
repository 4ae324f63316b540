/** The look of the fields that are typed into. */
export const fieldLook =
  'min-h-9 w-full rounded-control bg-raised px-3 ring-1 ring-line-strong/60 ring-inset select-text outline-offset-0 aria-invalid:ring-negative disabled:opacity-60';
