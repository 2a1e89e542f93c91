// Security keys: asks the browser for one and puts its answer into the form. Without this file a code of the app remains.

const decode = (text) => {
  const bare = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(bare), (letter) => letter.charCodeAt(0));
};
const encode = (buffer) => {
  const text = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
};
const described = (keys = []) => keys.map((key) => ({ ...key, id: decode(key.id) }));

async function asked(form) {
  const token = form.querySelector("[name=csrf_token]").value;
  const answer = await fetch(form.dataset.passkey, { method: "POST", headers: { "X-CSRFToken": token } });
  if (!answer.ok) throw new Error(`refused: ${answer.status}`);
  return answer.json();
}

async function register(form) {
  const options = await asked(form);
  const publicKey = {
    ...options,
    challenge: decode(options.challenge),
    user: { ...options.user, id: decode(options.user.id) },
    excludeCredentials: described(options.excludeCredentials),
  };
  const made = await navigator.credentials.create({ publicKey });
  return answered(made, {
    attestationObject: encode(made.response.attestationObject),
    transports: made.response.getTransports?.() ?? [],
  });
}

async function prove(form) {
  const options = await asked(form);
  const publicKey = {
    ...options,
    challenge: decode(options.challenge),
    allowCredentials: described(options.allowCredentials),
  };
  const given = await navigator.credentials.get({ publicKey });
  return answered(given, {
    authenticatorData: encode(given.response.authenticatorData),
    signature: encode(given.response.signature),
    userHandle: given.response.userHandle ? encode(given.response.userHandle) : null,
  });
}

function answered(credential, particular) {
  return JSON.stringify({
    id: credential.id,
    rawId: encode(credential.rawId),
    type: credential.type,
    clientExtensionResults: {},
    response: { clientDataJSON: encode(credential.response.clientDataJSON), ...particular },
  });
}

function tell(form, message) {
  const place = form.querySelector("[data-passkey-error]");
  place.textContent = message;
  place.hidden = false;
  place.focus();
}

const ask = { register, prove };

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) {
    tell(form, form.dataset.unsupported);
    continue;
  }
  for (const hidden of form.querySelectorAll("[data-passkey-only]")) hidden.hidden = false;
  form.addEventListener(
    "submit",
    async (event) => {
      const field = form.querySelector("[name=answer]");
      if (field.value) return;
      event.preventDefault();
      event.stopPropagation(); // not sent yet: the guard against double clicks waits for the real one
      try {
        field.value = await ask[form.dataset.passkeyAct](form);
        form.requestSubmit();
      } catch {
        tell(form, form.dataset.failed);
      }
    },
    { capture: true },
  );
}
