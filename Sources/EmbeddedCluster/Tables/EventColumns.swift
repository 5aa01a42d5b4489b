import Manifests

/// The columns of events, of both groups that have them.
enum EventColumns {
    static let all: [TableColumn] = [
        TableColumn("Last Seen") { event, now in
            let series = event["series"]?["lastObservedTime"]
            return .string(
                HumanDuration.age(
                    of: first(event, "lastTimestamp", "deprecatedLastTimestamp") ?? series?.string
                        ?? first(event, "firstTimestamp", "eventTime"), at: now))
        },
        .text("Type") { $0["type"]?.string ?? "" }, .text("Reason") { $0["reason"]?.string ?? "" },
        .text("Object") { event in
            let subject = subject(of: event)
            return "\(subject["kind"]?.string?.lowercased() ?? "")/\(subject["name"]?.string ?? "")"
        },
        .text("Subobject", wide: true) { subject(of: $0)["fieldPath"]?.string ?? "" },
        .text("Source", wide: true) { event in
            let source = event["source"] ?? event["deprecatedSource"] ?? [:]
            let component =
                source["component"]?.string ?? first(event, "reportingComponent", "reportingController") ?? ""
            return source["host"]?.string.map { "\(component), \($0)" } ?? component
        },
        .text("Message") { first($0, "message", "note") ?? "" },
        TableColumn("First Seen", wide: true) { event, now in
            .string(
                HumanDuration.age(
                    of: first(event, "firstTimestamp", "deprecatedFirstTimestamp") ?? first(event, "eventTime"), at: now
                ))
        },
        TableColumn("Count", type: "integer", wide: true) { event, _ in
            event["series"]?["count"] ?? event["count"] ?? event["deprecatedCount"] ?? 1
        },
        {
            var name = TableColumn.name
            name.priority = 1
            return name
        }(),
    ]

    private static func subject(of event: Value) -> Value { event["involvedObject"] ?? event["regarding"] ?? [:] }

    private static func first(_ event: Value, _ names: String...) -> String? {
        names.lazy.compactMap { event[$0]?.string }.first { !$0.isEmpty }
    }
}
