// The API's description. Who is signed in tries addresses out by the session; a token given under Authorize goes first.
const page = document.getElementById("docs");

// Dark where the desk is: as chosen there, else as the machine is set.
const chosen = JSON.parse(localStorage.getItem("adminTheme")) ?? "auto";
const nightly = chosen === "auto" && matchMedia("(prefers-color-scheme: dark)").matches;
document.documentElement.classList.toggle("dark-mode", chosen === "dark" || nightly);

SwaggerUIBundle({
  url: page.dataset.schema,
  domNode: page,
  deepLinking: true,
  validatorUrl: null, // else the description would be sent to somebody else's server
  presets: [SwaggerUIBundle.presets.apis],
  requestInterceptor(request) {
    if (!["GET", "HEAD"].includes((request.method || "GET").toUpperCase())) {
      request.headers["X-CSRFToken"] = page.dataset.csrf;
    }
    return request;
  },
});
