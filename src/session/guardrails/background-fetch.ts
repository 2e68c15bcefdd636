import { isRecord } from "../../lib/json.ts";

/** Its requests are the browser's own, which no interception sees: no page may have it. */
const NAME = "background-fetch";

/** What `Browser.setPermission` is told to deny it in a context; without one, in the browser's own. */
export const denialIn = (browserContextId?: string) => ({
	permission: { name: NAME },
	setting: "denied",
	browserContextId,
});

/** Whether a client's command would allow it. */
export function allowsBackgroundFetch(method: string, params: unknown): boolean {
	if (method === "Browser.resetPermissions") return true;
	if (!isRecord(params)) return false;
	const { permission, setting, permissions } = params;
	if (method === "Browser.setPermission")
		return isRecord(permission) && permission["name"] === NAME && setting !== "denied";
	const granted = method === "Browser.grantPermissions" && Array.isArray(permissions) ? permissions : [];
	return granted.includes("backgroundFetch");
}
