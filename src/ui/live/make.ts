/** Makes an element, with these properties and what is to be in it. */
export function make<Name extends keyof HTMLElementTagNameMap>(
	name: Name,
	properties: Partial<HTMLElementTagNameMap[Name]> = {},
	...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
	const element = Object.assign(document.createElement(name), properties);
	element.append(...children);
	return element;
}

/** A button; `label` is what it says, or, with an icon, what it is called. */
export function button(label: string, onclick: () => void, icon?: string): HTMLButtonElement {
	const made = make("button", { type: "button", onclick }, icon ?? label);
	if (icon === undefined) return made;
	made.className = "icon";
	made.title = label;
	made.ariaLabel = label;
	return made;
}
