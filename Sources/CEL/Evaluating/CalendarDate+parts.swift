import Manifests

extension CalendarDate {
    /// From 0.
    var dayOfYear: Int64 {
        var first = self
        (first.month, first.day) = (1, 1)
        return days - first.days
    }

    /// From 0, Sunday.
    var dayOfWeek: Int64 { ((days + 4) % 7 + 7) % 7 }
}
