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
        guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]), (1...31).contains(day),
            let month = months.firstIndex(of: String(parts[2])), let year = Int(parts[3]), (1970...9999).contains(year)
        else { return nil }
        let time = parts[4].split(separator: ":").compactMap { Int($0) }
        guard time.count == 3, (0..<24).contains(time[0]), (0..<60).contains(time[1]), (0...60).contains(time[2])
        else { return nil }
        return days(year: year, month: month + 1, day: day) * 86_400 + time[0] * 3_600 + time[1] * 60 + time[2]
    }

    /// Days since 1970-01-01 in the Gregorian calendar; Howard Hinnant, "chrono-compatible low-level date
    /// algorithms", days_from_civil.
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}

extension String {
    func trimming(while isSpace: (Character) -> Bool) -> String {
        var rest = self[...]
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return String(rest.drop(while: isSpace))
    }
}
