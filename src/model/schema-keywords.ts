/** What a keyword of JSON Schema holds. */
export type Holding =
	| "schema"
	| "schema or schemas"
	| "schemas"
	| "schemas by name"
	| "number"
	| "number or boolean"
	| "boolean"
	| "names"
	| "names by name"
	| "values"
	| "value"
	| "type"
	| "pattern"
	| "format"
	| "reference";

/** The keywords that are checked. Others say nothing about what is valid, and are left out of checking. */
export const KEYWORDS: ReadonlyMap<string, Holding> = new Map<string, Holding>([
	["type", "type"],
	["const", "value"],
	["enum", "values"],
	["allOf", "schemas"],
	["anyOf", "schemas"],
	["oneOf", "schemas"],
	["not", "schema"],
	["if", "schema"],
	["then", "schema"],
	["else", "schema"],
	["dependentSchemas", "schemas by name"],
	["properties", "schemas by name"],
	["additionalProperties", "schema"],
	["unevaluatedProperties", "schema"],
	["propertyNames", "schema"],
	["items", "schema or schemas"],
	["prefixItems", "schemas"],
	["additionalItems", "schema"],
	["unevaluatedItems", "schema"],
	["contains", "schema"],
	["$defs", "schemas by name"],
	["definitions", "schemas by name"],
	["$ref", "reference"],
	["required", "names"],
	["dependentRequired", "names by name"],
	["minimum", "number"],
	["maximum", "number"],
	["exclusiveMinimum", "number or boolean"],
	["exclusiveMaximum", "number or boolean"],
	["multipleOf", "number"],
	["minLength", "number"],
	["maxLength", "number"],
	["minItems", "number"],
	["maxItems", "number"],
	["minContains", "number"],
	["maxContains", "number"],
	["minProperties", "number"],
	["maxProperties", "number"],
	["uniqueItems", "boolean"],
	["pattern", "pattern"],
	["format", "format"],
]);

/** What no answer is checked against here: it would have to be looked up elsewhere, or may take any time. */
export const REFUSED_KEYWORDS: ReadonlySet<string> = new Set([
	"$anchor",
	"$dynamicAnchor",
	"$dynamicRef",
	"$recursiveAnchor",
	"$recursiveRef",
	"dependencies",
	"patternProperties",
]);

export const TYPES: ReadonlySet<string> = new Set([
	"array",
	"boolean",
	"integer",
	"null",
	"number",
	"object",
	"string",
]);

/** The formats that are checked; in others everything is right, as the standard allows. */
export const FORMATS: ReadonlySet<string> = new Set([
	"date",
	"date-time",
	"duration",
	"email",
	"hostname",
	"ipv4",
	"ipv6",
	"time",
	"uri",
	"uuid",
]);
