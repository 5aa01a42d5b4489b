package import Manifests

/// What follows when a check finds drift.
///
///     onDrift:
///       action: retrain
///       triggers:
///         - github: { repository: acme/models, event: retrain, token: { env: GITHUB_TOKEN } }
package struct OnDrift: Sendable, Hashable {
    package enum Action: String, Sendable, Hashable, CaseIterable {
        /// The candidate is reverted, as any failed check has it.
        case revert
        /// No step is taken.
        case hold
        /// No step is taken, and the triggers are fired.
        case retrain
    }

    package var action: Action
    /// Fired with ``Action/retrain``, and with ``Action/revert`` too where there are any.
    package var triggers: [Trigger]

    /// Reads `onDrift`, strictly; nil where something is at fault, which the reader's diagnostics then tell.
    package static func read(_ reader: inout FieldReader) -> OnDrift? {
        let action = reader.required("action", .choice(Action.self))
        let triggers = reader.objects("triggers", Trigger.read)
        guard let action else { return nil }
        if action == .retrain, triggers.isEmpty, reader.isValid {
            reader.report("expected 'triggers' for 'retrain', found none", at: "action")
        }
        if action == .hold, !triggers.isEmpty {
            reader.report("expected no triggers with 'hold', found \(triggers.count)", at: "triggers")
        }
        return OnDrift(action: action, triggers: triggers)
    }
}
