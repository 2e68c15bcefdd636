/** The text that is selected in the page; a password is none. Runs in the page. */
export function selectedText(): string {
	let focused = document.activeElement;
	while (true) {
		const inner: Element | null | undefined =
			focused?.shadowRoot?.activeElement ??
			(focused?.tagName === "IFRAME" ? (focused as HTMLIFrameElement).contentDocument?.activeElement : null);
		if (inner === null || inner === undefined) break;
		focused = inner;
	}
	if (focused !== null && focused.matches("input, textarea")) {
		const field = focused as HTMLInputElement;
		const { selectionStart, selectionEnd, type, value } = field;
		if (type === "password" || selectionStart === null || selectionEnd === null) return "";
		return value.slice(selectionStart, selectionEnd);
	}
	return String((focused?.ownerDocument ?? document).getSelection() ?? "");
}
