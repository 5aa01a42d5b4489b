package import Manifests
package import StructuredMerge

/// What a sync would do with one object.
package struct PlannedChange: Sendable {
    package enum Action: Sendable, Hashable {
        case create
        /// Never empty.
        case update([FieldDifference])
        /// No value changes, but Lockstep's record of the fields it owns does.
        case adopt
        /// An immutable field changes, and the manifest allows to delete the object and make it anew.
        case recreate(reason: String)
        case delete
        /// The object's deletion has begun, and what it waits for is given; one that Git declares is made anew then.
        case terminating(reason: String)
        case unchanged
        /// The object left Git and stays in the cluster, for the reason given.
        case keep(reason: String)
        /// Other managers own fields with other values, and the environment does not take them over. The differences
        /// are all that the object has, these fields' among them; empty in a plan that is made to be applied.
        case conflict([FieldOwner], differences: [FieldDifference])
        /// The cluster refuses the object, or could not be asked: what would happen is not known.
        case refused(reason: String)
        /// A hook of this very content has run and failed: it does not run again, and what comes after it waits.
        case failed(reason: String)
    }

    package var identity: ResourceIdentity
    package var kind: GroupVersionKind
    package var action: Action
    /// Nil for an object that Git does not declare.
    package var desired: AdmittedResource?
    /// Nil for an object that the cluster does not have.
    package var live: Value?
    /// Written before the object is applied for the first time.
    package var takeover: Takeover?
    /// What differs in an object that is refused or made anew, as far as that is known.
    package var attempted: [FieldDifference] = []
    /// What an adoption changes of an object that is Lockstep's already.
    package var declared = DeclaredFields()
    /// Whether the cluster itself was asked what an apply would do.
    var isConfirmed = false

    /// Why a sync would not come to this change; nil where it would.
    package internal(set) var obstacle: String?
    /// Of the field that the cluster refuses, where that is known.
    var fault: SourceLocation?

    package var location: SourceLocation? { fault ?? desired?.location }
}

extension PlannedChange.Action {
    /// Whether a sync has something to do or somebody has something to decide.
    package var isDifference: Bool {
        switch self {
        case .unchanged, .keep: false
        case .create, .update, .adopt, .recreate, .delete, .terminating, .conflict, .refused, .failed: true
        }
    }

    /// Whether a sync comes to it: not where it has failed already.
    var isToDo: Bool {
        if case .failed = self { false } else { isDifference }
    }

    package var verb: String {
        switch self {
        case .create: "create"
        case .update: "update"
        case .adopt: "adopt"
        case .recreate: "recreate"
        case .delete: "delete"
        case .terminating: "terminating"
        case .unchanged: "unchanged"
        case .keep: "keep"
        case .conflict: "conflict"
        case .refused: "refused"
        case .failed: "failed"
        }
    }
}
