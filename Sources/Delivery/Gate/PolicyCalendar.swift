import Manifests
import Trust

/// Windows of time that policies ask about by name, as freezes are: `kind: Calendar` below `policies/`.
///
/// ```yaml
/// apiVersion: lockstep/v1
/// kind: Calendar
/// metadata: { name: release-freeze }
/// spec:
///   windows: [{ from: 2026-12-20T00:00:00Z, to: 2027-01-04T00:00:00Z, reason: end of the year }]
/// ```
enum PolicyCalendar {
    static let kind = "Calendar"

    /// The calendars of a bundle by name, each window in milliseconds since 1970, its end excluded.
    static func read(_ documents: [Document], into diagnostics: inout [Diagnostic]) -> [String: [Range<Int>]] {
        var calendars: [String: [Range<Int>]] = [:]
        for document in documents {
            var reader = FieldReader(document)
            let calendar = read(&reader)
            reader.rejectUnknownFields()
            if let calendar, calendars.updateValue(calendar.windows, forKey: calendar.name) != nil {
                reader.report("expected each calendar once, found '\(calendar.name)' again", at: "metadata")
            }
            diagnostics += reader.diagnostics
        }
        return calendars
    }

    private static func read(_ reader: inout FieldReader) -> (name: String, windows: [Range<Int>])? {
        _ = reader.required("apiVersion", .string)
        _ = reader.required("kind", .string)
        let name = reader.requiredObject("metadata") { $0.required("name", .nonEmptyString) }
        let windows = reader.requiredObject("spec") { $0.objects("windows", window) }
        guard let name, let windows else { return nil }
        return (name, windows)
    }

    private static func window(_ reader: inout FieldReader) -> Range<Int>? {
        let from = reader.required("from", .instant)
        let to = reader.required("to", .instant)
        _ = reader.optional("reason", .string)
        guard let from, let to else { return nil }
        guard from < to else {
            reader.report("expected an end after the beginning", at: "to")
            return nil
        }
        return from..<to
    }
}

extension FieldKind where T == Int {
    /// Milliseconds since 1970, written as RFC 3339 in UTC.
    fileprivate static var instant: FieldKind {
        FieldKind("a time like '2026-12-20T00:00:00Z'") { value in
            value.string.flatMap(Timestamp.init).map { Int($0.seconds) * 1_000 }
        }
    }
}
