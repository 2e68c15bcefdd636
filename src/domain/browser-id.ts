/** What stands in place of a browser's id where it is none of the service's, but one at a `cdp_url`. */
export const ENDPOINT_BROWSER = "endpoint";
