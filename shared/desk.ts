/** What the settings ask of the system around the app: its start, its log, and a file with what the person has chosen. */
import * as v from 'valibot';

export const autostartModes = ['off', 'hidden', 'shown'] as const;
/** Whether Tsuwa starts when the person signs in to their computer; `hidden` without its window. */
export type AutostartMode = (typeof autostartModes)[number];

export const autostartSchema = v.strictObject({
  /** False where whoever packaged the app has to do it (Flatpak, Snap). */
  offered: v.boolean(),
  mode: v.picklist(autostartModes),
});
export type Autostart = v.InferOutput<typeof autostartSchema>;

export const importProblems = [
  'not-ours', // no JSON, or of another program
  'newer', // written by a newer Tsuwa
  'malformed', // ours, but something in it is not as it must be
  'too-large',
] as const;
export type ImportProblem = (typeof importProblems)[number];

/** What a file with settings brings, for the question whether to take it. */
export const importSummarySchema = v.strictObject({
  /** The preferences that it sets. */
  preferences: v.number(),
  favourites: v.number(),
  /** People with a privacy of their own. */
  privacyOf: v.number(),
  /** The default one first; their passwords are in no file. */
  accounts: v.array(
    v.strictObject({
      address: v.string(),
      /** What is said of its server, where it is not found by its domain alone. */
      host: v.optional(v.string()),
      port: v.optional(v.number()),
      /** It comes with certificates to trust. */
      certificates: v.boolean(),
    }),
  ),
  /** Of the past; those that are known already are not doubled. */
  calls: v.number(),
});
export type ImportSummary = v.InferOutput<typeof importSummarySchema>;

export const openedImportSchema = v.variant('ok', [
  v.strictObject({ ok: v.literal(true), summary: importSummarySchema }),
  v.strictObject({ ok: v.literal(false), problem: v.picklist(importProblems) }),
]);
export type OpenedImport = v.InferOutput<typeof openedImportSchema>;

export const deskCommandSchemas = {
  autostart: v.strictObject({}),
  /** Answered with what the system then says. */
  setAutostart: v.strictObject({ mode: v.picklist(autostartModes) }),
  /** The end of the log, oldest first. */
  logLines: v.strictObject({}),
  /** Saves the log where the person says; answered with the file's name if they did. */
  saveLog: v.strictObject({}),
  showLogFolder: v.strictObject({}),
  /** A text for somebody who is to help: without names, addresses and secrets. */
  problemReport: v.strictObject({}),
  /** Saves the report that was read last, word for word, where the person says; answered with the file's name if they did. */
  saveReport: v.strictObject({}),
  /** Saves what the person has chosen, and their calls if they want, where they say; answered with the file's name if they did. */
  exportSettings: v.strictObject({ calls: v.optional(v.boolean()) }),
  /** Lets the person pick such a file; answered with what it holds, or nothing if they picked none. */
  openImport: v.strictObject({}),
  /** Takes over the file that was opened last. */
  takeImport: v.strictObject({}),
} as const;

export const deskResultSchemas = {
  autostart: autostartSchema,
  setAutostart: autostartSchema,
  logLines: v.array(v.string()),
  saveLog: v.optional(v.string()),
  showLogFolder: v.undefined(),
  problemReport: v.string(),
  saveReport: v.optional(v.string()),
  exportSettings: v.optional(v.string()),
  openImport: v.optional(openedImportSchema),
  takeImport: v.undefined(),
} as const satisfies Record<keyof typeof deskCommandSchemas, v.GenericSchema>;
