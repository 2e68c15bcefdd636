// What Chrome has changed since `@react-native/debugger-frontend` 0.88.1 was made; may go with a later front end.

/** A command of the front end's as Chrome takes it: for an empty name it looks for an index, seen with Chrome 156. */
export const asChromeTakesIt = (command: string): string =>
	command.includes('"IndexedDB.requestData"') ? command.replace('"indexName":"",', "") : command;

/** A message of Chrome's as the front end reads it: a trace's frames go by another name, seen with Chrome 156. */
export const asFrontEndReadsIt = (message: string): string =>
	message.startsWith('{"method":"Tracing.dataCollected"')
		? message.replaceAll('"frame_reporter":{', '"chrome_frame_reporter":{')
		: message;
