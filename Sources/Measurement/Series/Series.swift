/// A metric's name with its labels: what tells one sequence of samples from another.
package struct Series: Sendable, Hashable {
    package struct Label: Sendable, Hashable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package var name: String
    // INVARIANT: ascending by name, each name once.
    package private(set) var labels: [Label]

    /// - Returns: nil where a label stands twice.
    package init?(name: String, labels: [Label]) {
        self.name = name
        self.labels = labels.sorted { $0.name < $1.name }
        for (left, right) in zip(self.labels, self.labels.dropFirst()) where left.name == right.name { return nil }
    }

    package subscript(label: String) -> String? { labels.first { $0.name == label }?.value }

    /// The same without a label.
    package func without(_ label: String) -> Series {
        var series = self
        series.labels.removeAll { $0.name == label }
        return series
    }
}

extension Series: CustomStringConvertible {
    package var description: String {
        let pairs = labels.map { "\($0.name)=\"\(QueryTemplate.quoted($0.value))\"" }
        return pairs.isEmpty ? name : "\(name){\(pairs.joined(separator: ","))}"
    }
}

/// A series' value at one instant.
package struct Sample: Sendable, Hashable {
    /// Seconds since 1970.
    package var time: Double
    package var value: Double

    package init(time: Double, value: Double) {
        self.time = time
        self.value = value
    }
}
