import Judging
import Manifests

extension CheckMeasurer {
    /// Tests the data where it is time to, and says the last verdict again between two tests.
    func look(
        drift specification: Value, at subject: Subject, now: Double, _ state: inout CheckState
    ) async -> Judgement {
        if let tested = state.tested, !state.drift.isDue(at: now, began: state.began) { return tested }
        let look = await edges.drift.look(
            at: specification, check: check.name, subject: subject,
            chance: DriftChance(share: falseAlarm, part: state.drift.part), now: now)
        state.tested = look.isTested ? look.judgement : nil
        guard look.isTested else { return look.judgement }
        state.drift.tests += 1
        state.drift.testedAt = now
        return look.judgement
    }
}

extension CheckSpec {
    /// Whether it has a part of the Release's chance of a false alarm: what counts, and drift that sets none of its own
    /// and is judged by chance at all.
    var takesChance: Bool {
        guard case .drift(let specification) = measure else { return judgesCounts }
        return specification["falseAlarm"] == nil && specification["mode"]?.string != "evidently"
    }
}
