/** The peer connections of a page, found in its memory: the product hands out none. */

/**
 * Finding them stops the page for a moment; those that it makes later are not among them.
 * @param {import('playwright-core').CDPSession} client
 * @returns {Promise<{ call: (body: string) => Promise<unknown> }>} `body` of an asynchronous function runs in the page, its
 * `this` being the array of connections
 */
export async function connectionsOf(client) {
  const { result } = await client.send('Runtime.evaluate', { expression: 'RTCPeerConnection.prototype' });
  const { objects } = await client.send('Runtime.queryObjects', { prototypeObjectId: result.objectId ?? '' });
  return {
    call: async body => {
      const { result: answer, exceptionDetails } = await client.send('Runtime.callFunctionOn', {
        objectId: objects.objectId ?? '',
        functionDeclaration: `async function () { ${body} }`,
        awaitPromise: true,
        returnByValue: true,
      });
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return answer.value;
    },
  };
}
