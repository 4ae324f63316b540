/** Takes pictures of a page at any size and sharpness, whatever the display has. */

/** @typedef {{ width: number, height: number }} Size In CSS pixels. */
/**
 * @typedef {object} Camera
 * @property {(size: Size, scale?: number) => Promise<void>} aim Gives the page that size, and each pixel of CSS that many of the picture.
 * @property {() => Promise<string>} shoot What the page shows, as PNG in base64.
 */

/**
 * @param {import('playwright-core').Page} page
 * @returns {Promise<Camera>}
 */
export async function cameraAt(page) {
  const tools = await page.context().newCDPSession(page);
  return {
    aim: async (size, scale = 1) => {
      await tools.send('Emulation.setDeviceMetricsOverride', { ...size, deviceScaleFactor: scale, mobile: false });
      await page.waitForTimeout(200);
    },
    shoot: async () => (await tools.send('Page.captureScreenshot', { format: 'png' })).data,
  };
}
