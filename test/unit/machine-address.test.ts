import { describe, expect, test } from "vitest";
import { isLocalPage } from "../../src/domain/local-page.ts";
import { isLoopback, isMetadata } from "../../src/domain/machine-address.ts";

const hostOf = (host: string) => new URL(`http://${host}/`).hostname;

describe("the machine itself", () => {
	test.each([
		["localhost", true],
		["LOCALHOST", true],
		["localhost.", true],
		["any.localhost", true],
		["127.0.0.1", true],
		["127.255.255.254", true],
		["127.1", true],
		["2130706433", true],
		["0x7f.0.0.1", true],
		["0177.0.0.1", true],
		["１２７.0.0.1", true],
		["0.0.0.0", true],
		["0", true],
		["[::1]", true],
		["[::]", true],
		["[::ffff:127.0.0.1]", true],
		["[::ffff:0:0]", true],
		["localhost.example.com", false],
		["127.0.0.1.example.com", false],
		["10.0.0.1", false],
		["128.0.0.1", false],
		["[::2]", false],
	])("%s: %s", (host, isIt) => {
		expect(isLoopback(hostOf(host))).toBe(isIt);
	});
});

describe("where a cloud tells a machine about itself", () => {
	test.each([
		["169.254.169.254", true],
		["169.254.170.2", true],
		["0xa9fea9fe", true],
		["2852039166", true],
		["[::ffff:169.254.169.254]", true],
		["[fd00:ec2::254]", true],
		["[fd00:0ec2:0::0254]", true],
		["[fe80::a9fe:a9fe]", true],
		["100.100.100.200", true],
		["192.0.0.192", true],
		["metadata.google.internal", true],
		["METADATA.google.internal.", true],
		["metadata", true],
		["169.255.0.1", false],
		["100.100.100.201", false],
		["[fd00:ec2::253]", false],
		["metadata.example.com", false],
	])("%s: %s", (host, isIt) => {
		expect(isMetadata(hostOf(host))).toBe(isIt);
	});
});

describe("a page of the browser's own machine", () => {
	test.each([
		"file:///etc/passwd",
		"FILE:///etc/passwd",
		"  file:///etc/passwd",
		"\u0000\u001ffile:///etc/passwd",
		"fi\tle:///etc/passwd",
		"fi\nle\r:///etc/passwd",
		"file:/etc/passwd",
		"file://localhost/etc/passwd",
		"chrome://version",
		"chrome:version",
		"chrome-untrusted://print",
		"chrome-extension://abc/x.html",
		"devtools://devtools/bundled/inspector.html",
		"view-source:file:///etc/passwd",
		"view-source:https://any.example",
		"about:version",
		"ABOUT:settings",
		"filesystem:file:///temporary/x",
		"blob:file:///0a1b",
		"blob:chrome://settings/0a1b",
		"ftp://any.example",
		"isolated-app://x",
	])("is %j", (url) => {
		expect(isLocalPage(url)).toBe(true);
	});

	test.each([
		"https://any.example/file:///etc/passwd",
		"http://127.0.0.1:3000/",
		"about:blank",
		"about:blank#file:",
		"about:srcdoc",
		"data:text/html,file:///etc/passwd",
		"javascript:1",
		"blob:https://any.example/0a1b",
		"blob:null/0a1b",
		"any.example",
		"",
	])("is not %j", (url) => {
		expect(isLocalPage(url)).toBe(false);
	});
});
