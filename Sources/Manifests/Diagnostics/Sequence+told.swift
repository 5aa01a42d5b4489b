/// So many faults of one file are told.
private let mostFaults = 100

extension Sequence {
    /// Of each group's elements the first hundred; of a group that has more, the next one tells how many there are.
    ///
    /// - Parameter group: nil for what is always told.
    package func told<Group: Hashable>(
        by group: (Element) -> Group?, rest: (Element, Diagnostic) -> Element, diagnostic: (Element) -> Diagnostic
    ) -> [Element] {
        var counts: [Group: Int] = [:]
        var places: [Group: Int] = [:]
        var told: [Element] = []
        for element in self {
            if let group = group(element) {
                let count = counts[group, default: 0] + 1
                counts[group] = count
                if count > mostFaults + 1 { continue }
                if count > mostFaults { places[group] = told.count }
            }
            told.append(element)
        }
        for (group, place) in places {
            let summary = Diagnostic.error(
                "expected at most \(mostFaults) faults in a file, found \(counts[group, default: 0])",
                at: diagnostic(told[place]).location, hint: "mend those that are told, and ask again")
            told[place] = rest(told[place], summary)
        }
        return told
    }
}

extension [Diagnostic] {
    /// In reading order, of each file's errors a hundred and how many there are.
    package func told() -> [Diagnostic] {
        sorted(by: Diagnostic.inReadingOrder).told(
            by: { $0.severity == .error ? $0.location?.file : nil }, rest: { $1 }, diagnostic: { $0 })
    }
}
