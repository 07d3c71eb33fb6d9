// Join the passkey buttons to allauth's scripts where the browser knows passkeys, and say so
// when one fails. data-passkey names the kind of form, data-credential its hidden field.
const known = 'PublicKeyCredential' in window
const buttons = document.querySelectorAll('[data-passkey]')
const errors = document.querySelectorAll('[data-passkey-error]')

document.querySelectorAll('[data-no-passkey]').forEach(hint => { hint.hidden = known })
if (known) {
  buttons.forEach(button => {
    const { passkey, credential, alone } = button.dataset
    window.allauth.webauthn.forms[passkey]({
      ids: {
        add: button.id, login: button.id, authenticate: button.id,
        credential, passwordless: alone, data: 'js_data'
      }
    })
    button.addEventListener('click', () => errors.forEach(error => { error.hidden = true }))
    button.hidden = false
  })
}
document.addEventListener('allauth.error', event => {
  event.preventDefault() // it would only go to the console
  errors.forEach(error => { error.hidden = false })
})
