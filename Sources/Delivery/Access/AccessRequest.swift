package import Manifests

/// Who wants to do what, as `access` policies are asked.
package struct AccessRequest: Sendable {
    package var subject: String
    package var groups: [String]
    /// `promote`, `approve`, `read` …
    package var action: String
    /// What it is done to: `{"project", "name", "destination"}` for a release.
    package var resource: Value
    package var environment: String
    /// What is known of the change that it is about; what is left out faults where a rule reads it.
    package var change: Object?
    /// Milliseconds since 1970.
    package var time: Int

    package init(
        subject: String, groups: [String], action: String, resource: Value, environment: String, change: Object? = nil,
        time: Int
    ) {
        self.subject = subject
        self.groups = groups
        self.action = action
        self.resource = resource
        self.environment = environment
        self.change = change
        self.time = time
    }

    var value: Value {
        var value: Object = [
            "subject": ["name": .string(subject), "groups": .array(groups.map(Value.string))],
            "action": .string(action), "resource": resource, "environment": .string(environment),
            "time": .string(DecisionRecord.text(time)),
        ]
        value["change"] = change.map(Value.object)
        return .object(value)
    }
}
