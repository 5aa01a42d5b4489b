import Manifests

/// The `Retry-After` field (RFC 9110 section 10.2.3): seconds, or a date.
package enum RetryAfter {
    /// Nobody is left alone for longer: what asks for more is a proxy's guess, or garbage, and outlives its cause.
    package static let longest = 300

    /// - Parameter now: seconds since 1970, for the form with a date.
    /// - Returns: how long to wait, at most ``longest`` seconds, zero for a date in the past; nil for what is neither form.
    ///
    ///     RetryAfter.parse("120", now: …)                             // 120 s
    ///     RetryAfter.parse("Fri, 31 Dec 1999 23:59:59 GMT", now: …)   // 0 s
    static func parse(_ field: String, now: Int) -> Duration? {
        let text = field.trimming(while: { $0 == " " })
        if let seconds = Int(text), seconds >= 0 { return .seconds(min(seconds, longest)) }
        return httpDate(text).map { .seconds(max(0, min($0 - now, longest))) }
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Seconds since 1970 of an IMF-fixdate: `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func httpDate(_ text: String) -> Int? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let day = Int64(parts[1]),
            let month = months.firstIndex(of: String(parts[2])), let year = Int64(parts[3]),
            (1970...9999).contains(year), let date = CalendarDate(year: year, month: Int64(month) + 1, day: day)
        else { return nil }
        let time = parts[4].split(separator: ":").compactMap { Int($0) }
        guard time.count == 3, (0..<24).contains(time[0]), (0..<60).contains(time[1]), (0...60).contains(time[2])
        else { return nil }
        return Int(date.days) * 86_400 + time[0] * 3_600 + time[1] * 60 + time[2]
    }
}

extension String {
    func trimming(while isSpace: (Character) -> Bool) -> String {
        var rest = self[...]
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return String(rest.drop(while: isSpace))
    }
}
