import { m } from '#lib/paraglide/messages.js'

/** What went wrong and what to do about it, in the reader's language, for a problem's code. */
export function problemWords({ code, retryAfter }: { code: string; retryAfter?: number }): {
  what: string
  remedy: string
} {
  switch (code) {
    case 'offline':
      return { what: m.problem_offline(), remedy: m.problem_offline_remedy() }
    case 'unreachable':
      return { what: m.problem_unreachable(), remedy: m.problem_unreachable_remedy() }
    case 'unknown-code':
      return { what: m.problem_unknown_code(), remedy: m.problem_unknown_code_remedy() }
    case 'unknown-link': // what a link's secret leads to, and not somebody's eight digits
      return { what: m.problem_unknown_link(), remedy: m.problem_unknown_link_remedy() }
    case 'seats-taken':
    case 'seat-taken':
      return { what: m.problem_seats_taken(), remedy: m.problem_seats_taken_remedy() }
    case 'unknown-session':
      return { what: m.problem_unknown_session(), remedy: m.problem_unknown_session_remedy() }
    case 'wrong-token':
    case 'no-seat': // known here, without asking the server
      return { what: m.problem_no_seat(), remedy: m.problem_no_seat_remedy() }
    case 'second-seat':
      return { what: m.problem_second_seat(), remedy: m.problem_second_seat_remedy() }
    case 'not-agreed':
      return { what: m.observer_no_end(), remedy: m.observer_waits() }
    case 'newer-rules':
      return { what: m.problem_newer_rules(), remedy: m.problem_newer_rules_remedy() }
    case 'too-old':
      return { what: m.problem_too_old(), remedy: m.problem_too_old_remedy() }
    case 'too-new':
      return { what: m.problem_too_new(), remedy: m.problem_too_new_remedy() }
    case 'unknown-class':
      return { what: m.problem_unknown_class(), remedy: m.problem_unknown_class_remedy() }
    case 'doors-closed':
      return { what: m.problem_doors_closed(), remedy: m.problem_doors_closed_remedy() }
    case 'class-full':
      return { what: m.problem_class_full(), remedy: m.problem_class_full_remedy() }
    case 'removed':
      return { what: m.problem_removed(), remedy: m.problem_removed_remedy() }
    case 'barred':
      return { what: m.problem_barred(), remedy: m.problem_barred_remedy() }
    case 'no-ballot': // known here: a vote in a ballot that is closed
      return { what: m.problem_no_ballot(), remedy: m.problem_no_ballot_remedy() }
    case 'taken-over':
      return { what: m.problem_taken_over(), remedy: m.problem_taken_over_remedy() }
    case 'unknown-return': // known here: four letters, or a link's secret, by which nobody comes back
      return { what: m.problem_unknown_return(), remedy: m.problem_unknown_return_remedy() }
    case 'not-signed-in':
      return { what: m.problem_not_signed_in(), remedy: m.problem_not_signed_in_remedy() }
    case 'wrong-login':
      return { what: m.problem_wrong_login(), remedy: m.problem_wrong_login_remedy() }
    case 'wrong-link':
      return { what: m.problem_wrong_link(), remedy: m.problem_wrong_link_remedy() }
    case 'login-taken':
      return { what: m.problem_login_taken(), remedy: m.problem_login_taken_remedy() }
    case 'last-admin':
      return { what: m.problem_last_admin(), remedy: m.problem_last_admin_remedy() }
    case 'unknown-account':
      return { what: m.problem_unknown_account(), remedy: m.problem_unknown_account_remedy() }
    case 'forbidden':
      return { what: m.problem_forbidden(), remedy: m.problem_forbidden_remedy() }
    case 'wrong-origin':
      return { what: m.problem_wrong_origin(), remedy: m.problem_wrong_origin_remedy() }
    case 'partner-there': // known here: no return code is made for somebody who has not gone
      return { what: m.problem_partner_there(), remedy: m.problem_partner_there_remedy() }
    case 'unknown-scenario':
      return { what: m.problem_unknown_scenario(), remedy: m.problem_unknown_scenario_remedy() }
    case 'not-ended':
      return { what: m.problem_not_ended(), remedy: m.problem_not_ended_remedy() }
    case 'not-verified':
      return { what: m.problem_not_verified(), remedy: m.problem_not_verified_remedy() }
    case 'too-many':
      return {
        what: m.problem_too_many(),
        remedy: retryAfter
          ? m.problem_too_many_seconds({ seconds: Math.ceil(retryAfter) })
          : m.problem_too_many_remedy(),
      }
    case 'overloaded':
      return {
        what: m.problem_overloaded(),
        remedy: retryAfter
          ? m.problem_too_many_seconds({ seconds: Math.ceil(retryAfter) })
          : m.problem_too_many_remedy(),
      }
    case 'malformed':
    case 'too-large':
      return { what: m.problem_malformed(), remedy: m.problem_malformed_remedy() }
    default:
      return { what: m.problem_server(), remedy: m.problem_server_remedy() }
  }
}
