/// A day of the Gregorian calendar, also for the times before it.
package struct CalendarDate: Sendable, Hashable {
    package var year: Int64
    /// 1 to 12.
    package var month: Int64
    /// From 1.
    package var day: Int64

    /// - Returns: nil for a day that the calendar does not have.
    package init?(year: Int64, month: Int64, day: Int64) {
        guard 1...12 ~= month, day >= 1, day <= Self.days(ofMonth: month, inYear: year) else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
    }

    /// - Parameter days: since 1970-01-01.
    package init(days: Int64) {
        // Counted in eras of 400 years, which all have as many days, and in years that begin in March, so that the leap
        // day is the last.
        let shifted = days + Self.daysBefore1970
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / Self.daysOfEra
        let dayOfEra = shifted - era * Self.daysOfEra
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let fromMarch = (5 * dayOfYear + 2) / 153
        month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
        day = dayOfYear - (153 * fromMarch + 2) / 5 + 1
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Since 1970-01-01.
    package var days: Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * Self.daysOfEra + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
            - Self.daysBefore1970
    }

    private static let daysOfEra: Int64 = 146_097
    /// From the first of March of the year 0.
    private static let daysBefore1970: Int64 = 719_468

    package static func days(ofMonth month: Int64, inYear year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
