export default async ({ parameters, api, context }) => {};
