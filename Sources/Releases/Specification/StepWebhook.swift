import Manifests

/// Somebody outside who is called around the steps of a release, and whose silence holds it.
package struct StepWebhook: Sendable, Hashable {
    package enum Moment: String, Sendable, Hashable, CaseIterable {
        /// Called once when all else lets a share rise; it rises when that has been taken.
        case before
        /// Asked again and again when all else lets a share rise; it rises when the answer is yes.
        case gate
        /// Called once when the candidate has got a share; the next share waits for that.
        case after
    }

    /// Once in a Release, among its checks too.
    package var name: String
    package var moment: Moment
    /// One of the operator's triggers, a webhook.
    package var trigger: String
    package var timeout: Duration

    static func read(_ reader: inout FieldReader) -> StepWebhook? {
        let name = reader.required("name", .nonEmptyString)
        let moment = reader.required("when", .choice(Moment.self))
        let trigger = reader.required("trigger", .nonEmptyString)
        let timeout = reader.value("timeout", .duration, default: .seconds(10))
        if timeout < .seconds(1) || timeout > .seconds(300) {
            reader.report("expected a time-out from 1s to 5m", at: "timeout")
        }
        guard let name, let moment, let trigger else { return nil }
        return StepWebhook(name: name, moment: moment, trigger: trigger, timeout: timeout)
    }
}
