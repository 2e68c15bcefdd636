import { app } from "./http/app.ts";

export { Session } from "./session/session.ts";

export default { fetch: app.fetch } satisfies ExportedHandler<Env>;
