createRestTransformer({
  handleInput: async ({ payload }) => ({ userId: payload.userId, sessionId: payload.sessionId, text: payload.text }),
});
