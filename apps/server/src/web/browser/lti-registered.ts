// Dynamic Registration 1.0, 3.4: the platform closes the window in which it opened us.
const platform: Window | null = window.opener ?? (window.parent === window ? null : window.parent);
platform?.postMessage({ subject: 'org.imsglobal.lti.close' }, '*');
