// Show the passkey buttons where the browser knows passkeys, and say so when one fails.
const known = 'PublicKeyCredential' in window
document.querySelectorAll('[data-passkey]').forEach(button => { button.hidden = !known })
document.querySelectorAll('[data-no-passkey]').forEach(hint => { hint.hidden = known })

document.addEventListener('allauth.error', event => {
  event.preventDefault() // it would only go to the console
  document.querySelectorAll('[data-passkey-error]').forEach(message => { message.hidden = false })
})
document.addEventListener('click', event => {
  if (!event.target.closest('[data-passkey]')) return
  document.querySelectorAll('[data-passkey-error]').forEach(message => { message.hidden = true })
})
