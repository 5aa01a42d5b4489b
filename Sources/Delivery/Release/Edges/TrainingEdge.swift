package import Retraining

/// Who is told that a model should be trained anew.
package protocol TrainingEdge: Sendable {
    /// Tells each trigger of an event once, however often it is asked.
    ///
    /// - Parameter names: as the Release gives them.
    /// - Returns: what became of each, for people.
    func tell(_ names: [String], of event: RetrainingEvent) async -> [String]

    /// Who tells what must not be told twice, as the commit of the drift names it; nil where there is but one daemon.
    var teller: String? { get }
}

extension TrainingEdge {
    package var teller: String? { nil }
}

/// The operator's triggers, by name.
package struct NamedTraining: TrainingEdge {
    private let triggers: NamedTriggers
    private let retrainer: Retrainer

    package init(_ triggers: NamedTriggers, retrainer: Retrainer) {
        self.triggers = triggers
        self.retrainer = retrainer
    }

    package var teller: String? { retrainer.daemon }

    package func tell(_ names: [String], of event: RetrainingEvent) async -> [String] {
        var words: [String] = []
        for name in names {
            guard let trigger = triggers[name] else {
                words.append("\(name): not told: \(triggers.absence(of: name))")
                continue
            }
            words += await retrainer.tell([trigger], of: event).map { "\(name): \($0.inWords)" }
        }
        return words
    }
}
