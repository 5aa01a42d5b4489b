import Manifests
import Rules

/// Windows of time that policies ask about by name, as freezes are: `kind: Calendar` below `policies/`.
///
/// ```yaml
/// apiVersion: lockstep/v1
/// kind: Calendar
/// metadata: { name: release-freeze }
/// spec:
///   windows: [{ from: 2026-12-20T00:00:00Z, to: 2027-01-04T00:00:00Z, reason: end of the year }]
/// ```
///
/// A bound without an offset, or a day, is local time in the zone that the policy names.
enum PolicyCalendar {
    static let kind = "Calendar"

    /// The calendars of a bundle by name.
    static func read(_ documents: [Document], into diagnostics: inout [Diagnostic]) -> [String: [CalendarWindow]] {
        var calendars: [String: [CalendarWindow]] = [:]
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

    private static func read(_ reader: inout FieldReader) -> (name: String, windows: [CalendarWindow])? {
        _ = reader.required("apiVersion", .string)
        _ = reader.required("kind", .string)
        let name = reader.requiredObject("metadata") { $0.required("name", .nonEmptyString) }
        let windows = reader.requiredObject("spec") { $0.objects("windows", window) }
        guard let name, let windows else { return nil }
        return (name, windows)
    }

    private static func window(_ reader: inout FieldReader) -> CalendarWindow? {
        let from = reader.required("from", .nonEmptyString)
        let to = reader.required("to", .nonEmptyString)
        _ = reader.optional("reason", .string)
        guard let from, let to else { return nil }
        if let window = CalendarWindow(from: from, to: to) { return window }
        let bounds = [("from", from), ("to", to)]
        for (field, text) in bounds where !CalendarWindow.isBound(text) {
            reader.report("expected \(CalendarWindow.forms), found '\(text)'", at: field)
            return nil
        }
        reader.report(
            "expected an end after the beginning, both with an offset or both without, found '\(from)' and '\(to)'",
            at: "to")
        return nil
    }
}
