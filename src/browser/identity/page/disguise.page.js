/**
 * Makes what a page or a worker can ask of its browser agree with `disguise`. It runs before anything of theirs, in
 * their own world.
 *
 * @param {Disguise} disguise
 */
function putOnDisguise(disguise) {
	const scope = globalThis;
	const shown = Object.getPrototypeOf(scope.navigator);

	/** What was native stays a native function to whoever prints it. */
	const standIn = (/** @type {(...args: any[]) => any} */ native, /** @type {any} */ apply) =>
		new Proxy(native, { apply });

	/** @param {object} prototype @param {string} name @param {() => unknown} value */
	function show(prototype, name, value) {
		const property = Object.getOwnPropertyDescriptor(prototype, name);
		if (property?.get === undefined) return;
		Object.defineProperty(prototype, name, { ...property, get: standIn(property.get, value) });
	}

	if (disguise.platform !== undefined && scope.navigator.platform !== disguise.platform)
		show(shown, "platform", () => disguise.platform);
	if (scope.navigator.userAgent !== disguise.userAgent) {
		show(shown, "userAgent", () => disguise.userAgent);
		show(shown, "appVersion", () => disguise.userAgent.replace(/^Mozilla\//, ""));
	}
	if (disguise.hints !== undefined) showHints(disguise.hints);
	if (!disguise.hidesAutomation) return;
	show(shown, "webdriver", () => false);
	showLanguages(["en-US", "en"]);
	showGraphics(disguise.graphics);
	if (scope.document === undefined) return;
	showChrome();
	showPlugins();
	showPermissions();

	/** Workers that several pages may share are not told of the override. @param {Hints} hints */
	function showHints(hints) {
		const { NavigatorUAData } = /** @type {any} */ (scope);
		const own = /** @type {any} */ (scope.navigator).userAgentData;
		if (NavigatorUAData === undefined || own === undefined || own.platform === hints.platform) return;
		const { brands, mobile, platform } = hints;
		const copy = () => brands.map((each) => ({ ...each }));
		show(NavigatorUAData.prototype, "brands", copy);
		show(NavigatorUAData.prototype, "mobile", () => mobile);
		show(NavigatorUAData.prototype, "platform", () => platform);
		const native = NavigatorUAData.prototype.getHighEntropyValues;
		const more = {
			...hints,
			uaFullVersion: hints.fullVersionList.find(({ brand }) => brand === "Chromium")?.version,
		};
		NavigatorUAData.prototype.getHighEntropyValues = standIn(
			native,
			async (/** @type {any} */ target, /** @type {any} */ self, /** @type {any} */ args) => {
				const asked = await Reflect.apply(target, self, args);
				return Object.fromEntries(
					Object.keys(asked).map((name) => [
						name,
						more[/** @type {keyof typeof more} */ (name)] ?? asked[name],
					]),
				);
			},
		);
		NavigatorUAData.prototype.toJSON = standIn(NavigatorUAData.prototype.toJSON, () => ({
			brands: copy(),
			mobile,
			platform,
		}));
	}

	/** @param {string[]} languages */
	function showLanguages(languages) {
		const frozen = Object.freeze(languages);
		if (scope.navigator.languages.length > 1) return;
		show(shown, "languages", () => frozen);
		show(shown, "language", () => frozen[0]);
	}

	/** A renderer in software is what machines without a screen have. @param {Graphics} graphics */
	function showGraphics(graphics) {
		const VENDOR = 0x9245;
		const RENDERER = 0x9246;
		for (const name of ["WebGLRenderingContext", "WebGL2RenderingContext"]) {
			const prototype = /** @type {any} */ (scope)[name]?.prototype;
			if (prototype === undefined) continue;
			prototype.getParameter = standIn(
				prototype.getParameter,
				(/** @type {any} */ target, /** @type {any} */ self, /** @type {any[]} */ args) => {
					const value = Reflect.apply(target, self, args);
					if (args[0] !== VENDOR && args[0] !== RENDERER) return value;
					const renderer = String(Reflect.apply(target, self, [RENDERER]));
					if (!/SwiftShader|llvmpipe/i.test(renderer)) return value;
					return args[0] === VENDOR ? graphics.vendor : graphics.renderer;
				},
			);
		}
	}

	/** What every Chrome with a window gives its pages. */
	function showChrome() {
		if (/** @type {any} */ (scope).chrome !== undefined) return;
		const started = performance.timeOrigin;
		const seconds = (/** @type {number} */ ms) => ms / 1000;
		const chrome = {
			app: {
				isInstalled: false,
				InstallState: { DISABLED: "disabled", INSTALLED: "installed", NOT_INSTALLED: "not_installed" },
				RunningState: { CANNOT_RUN: "cannot_run", READY_TO_RUN: "ready_to_run", RUNNING: "running" },
				getDetails: () => null,
				getIsInstalled: () => false,
			},
			csi: () => ({
				startE: started,
				onloadT: started + performance.now(),
				pageT: performance.now(),
				tran: 15,
			}),
			loadTimes: () => ({
				requestTime: seconds(started),
				startLoadTime: seconds(started),
				commitLoadTime: seconds(started),
				finishDocumentLoadTime: seconds(started + performance.now()),
				finishLoadTime: seconds(started + performance.now()),
				firstPaintTime: seconds(started),
				firstPaintAfterLoadTime: 0,
				navigationType: "Other",
				wasFetchedViaSpdy: true,
				wasNpnNegotiated: true,
				npnNegotiatedProtocol: "h2",
				wasAlternateProtocolAvailable: false,
				connectionInfo: "h2",
			}),
		};
		Object.defineProperty(scope, "chrome", { value: chrome, writable: true, enumerable: true });
	}

	/** Chrome's viewer of PDFs, under the five names that the standard has (HTML, 8.10.1.6). */
	function showPlugins() {
		if (scope.navigator.plugins.length > 0) return;
		const NAMES = [
			"PDF Viewer",
			"Chrome PDF Viewer",
			"Chromium PDF Viewer",
			"Microsoft Edge PDF Viewer",
			"WebKit built-in PDF",
		];
		const TYPES = ["application/pdf", "text/pdf"];
		const make = (/** @type {any} */ type, /** @type {Record<string, unknown>} */ values) => {
			const made = Object.create(type.prototype);
			for (const [name, value] of Object.entries(values)) Object.defineProperty(made, name, { value });
			return made;
		};
		/** @param {any} type @param {any[]} items @param {string} key @param {Record<string, unknown>} more */
		const list = (type, items, key, more = {}) => {
			const made = make(type, {
				...more,
				length: items.length,
				item: (/** @type {number} */ index) => items[index] ?? null,
				namedItem: (/** @type {string} */ name) => items.find((item) => item[key] === name) ?? null,
			});
			Object.defineProperty(made, Symbol.iterator, { value: () => items[Symbol.iterator]() });
			for (const [index, item] of items.entries()) {
				Object.defineProperty(made, index, { value: item, enumerable: true });
				if (!(item[key] in made)) Object.defineProperty(made, item[key], { value: item });
			}
			return made;
		};
		const description = "Portable Document Format";
		const types = TYPES.map((type) =>
			make(scope.MimeType, { type, suffixes: "pdf", description, enabledPlugin: null }),
		);
		const plugins = NAMES.map((name) =>
			list(scope.Plugin, types, "type", { name, filename: "internal-pdf-viewer", description }),
		);
		const allPlugins = list(scope.PluginArray, plugins, "name", { refresh: () => {} });
		const allTypes = list(scope.MimeTypeArray, types, "type");
		show(shown, "plugins", () => allPlugins);
		show(shown, "mimeTypes", () => allTypes);
		show(shown, "pdfViewerEnabled", () => true);
	}

	/** Without a window notifications are denied, while a query says that one would be asked. */
	function showPermissions() {
		const { Notification, Permissions } = /** @type {any} */ (scope);
		if (Notification === undefined || Notification.permission !== "denied" || !scope.isSecureContext) return;
		show(Notification, "permission", () => "default");
		Permissions.prototype.query = standIn(
			Permissions.prototype.query,
			async (/** @type {any} */ target, /** @type {any} */ self, /** @type {any[]} */ args) => {
				const status = await Reflect.apply(target, self, args);
				if (args[0]?.name === "notifications") Object.defineProperty(status, "state", { value: "prompt" });
				return status;
			},
		);
	}
}
