import Cluster
import Manifests

/// What a reconciler follows in its cluster.
enum WatchSubject: Sendable, Hashable {
    /// The environment's own objects of a kind.
    case members(GroupVersionKind, selector: String)
    /// What controllers made of them.
    case offspring(Offspring.Place)
    /// The record of them.
    case inventory(ResourceIdentity, selector: String)
    /// How custom kinds are defined.
    case definitions

    var kind: GroupVersionKind {
        switch self {
        case .members(let kind, _): kind
        case .offspring(let place): place.kind
        case .inventory: Inventory.kind
        case .definitions: KnownDefinitions.kind
        }
    }

    /// What is not managed is followed by its metadata alone.
    var scope: FollowedScope {
        switch self {
        case .members(_, let selector): .members(selector)
        case .offspring(let place): FollowedScope(namespace: place.namespace, isMetadataOnly: true, keeps: .owners)
        case .inventory(let parent, let selector):
            // What it says stands in its annotations.
            FollowedScope(namespace: parent.namespace, selector: selector, isMetadataOnly: true, keeps: .content)
        case .definitions: FollowedScope(isMetadataOnly: true, keeps: .owners)
        }
    }
}
