import Manifests
import StructuredMerge
import Testing

@testable import Delivery

/// The planner's prediction for each apply of the recordings, from the object that a real 1.36 server had, against what that
/// server then did.
@Suite(.enabled(if: !RecordedApply.areMissing, "the shared recordings are not there"))
struct RecordedPredictionTests {
    @Test func `there are such applies`() { #expect(RecordedApply.all.count >= 12) }

    @Test(arguments: RecordedApply.all) func `what is predicted is what the server did`(apply: RecordedApply) throws {
        let kind = GroupVersionKind(
            apiVersion: apply.live["apiVersion"]?.string ?? "", kind: apply.live["kind"]?.string ?? "")
        let schema = RecordedApply.schemas[kind]
        let prediction = Ownership.predict(apply.object, of: kind, live: apply.live, schemas: RecordedApply.schemas)
        switch apply.status {
        case 200:
            let version = apply.answer[path: "metadata", "resourceVersion"]
            if version == apply.live[path: "metadata", "resourceVersion"], !apply.name.hasPrefix("dry-run") {
                guard case .unchanged = prediction else {
                    Issue.record("expected no change, found \(prediction)")
                    return
                }
                return
            }
            guard case .changed(let predicted) = prediction else {
                Issue.record("expected a change, found \(prediction)")
                return
            }
            let theirs = FieldDifference.between(apply.live, and: apply.answer, schema: schema)
            let ours = FieldDifference.between(apply.live, and: predicted, schema: schema)
            // The server writes quantities anew, which a prediction leaves to it.
            let (our, their) = (Set(ours.filter { !isRespelled($0) }.map(\.path)), Set(theirs.map(\.path)))
            #expect(our.subtracting(their).isEmpty)
            // What the server alone adds is a default of something that is new.
            let defaults = theirs.filter { !our.contains($0.path) }
            #expect(defaults.allSatisfy { $0.before == nil }, "\(defaults)")
        // The prediction forces; a dry run then tells whom it would take the field from.
        case 409:
            guard case .changed = prediction else {
                Issue.record("expected a change, found \(prediction)")
                return
            }
        default:
            if case .unchanged = prediction {
                Issue.record("expected \(apply.status) to be no prediction of no change")
            }
        }
    }

    private func isRespelled(_ difference: FieldDifference) -> Bool {
        guard let before = difference.before.flatMap(Quantity.init), let after = difference.after.flatMap(Quantity.init)
        else { return false }
        return before.canonical == after.canonical
    }
}
