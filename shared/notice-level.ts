/** How much of a call a notification gives away to whoever sees the screen. */
import * as v from 'valibot';

export const noticeDetails = [
  'call', // that there is a call, not whose
  'name', // whose
  'all', // whose, with address and time
] as const;
export type NoticeDetail = (typeof noticeDetails)[number];
export const noticeDetailSchema = v.picklist(noticeDetails);

/** As the person chooses it: `off` is no notification at all. */
export const noticeLevels = ['off', ...noticeDetails] as const;
export type NoticeLevel = (typeof noticeLevels)[number];

/** What of the preferences says so. */
export interface NoticePreferences {
  notifications?: boolean | undefined;
  noticeDetail?: NoticeDetail | undefined;
}

export const noticeLevelOf = ({ notifications, noticeDetail = 'all' }: NoticePreferences): NoticeLevel =>
  notifications === false ? 'off' : noticeDetail;

/** The preferences for a level; `off` keeps what was chosen for when they are on again. */
export const preferencesFor = (level: NoticeLevel): NoticePreferences =>
  level === 'off' ? { notifications: false } : { notifications: true, noticeDetail: level };
