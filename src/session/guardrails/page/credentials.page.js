/**
 * Takes from a page what makes the browser itself ask other hosts, past all interception: passkeys with a related origin,
 * FedCM, and the manifests of payment methods.
 */
function takeCredentials() {
	/** @type {any} */
	const page = globalThis;
	delete page.Navigator.prototype.credentials;
	delete page.PaymentRequest;
}
