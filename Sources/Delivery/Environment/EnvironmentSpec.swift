package import Trust

/// What an `environment.yaml` says: where the environment runs and how it is kept in step.
package struct EnvironmentSpec: Sendable, Hashable {
    /// Equal to the name of the folder that holds the file.
    package var name: String
    package var cluster: ClusterReference
    /// Where objects go whose manifest names no namespace.
    package var namespace: String
    package var sync: SyncPolicy
    /// What the manifests declare and the environment leaves to others.
    package var ignore: [IgnoreRule] = []
    /// Nil demands no signatures.
    package var artifacts: ArtifactDemand?
    /// What a release of this environment needs before it is opened.
    package var promotion = PromotionRule()
    /// Nil takes commits of anybody who can push.
    package var commits: CommitDemand?
    /// Nil takes the policies of a commit as they are.
    package var policies: BundleDemand?
    /// To which its secrets are sealed; nil where whoever seals must name it.
    package var sealingKey: SealingPublicKey?

    package init(name: String, cluster: ClusterReference, namespace: String, sync: SyncPolicy = SyncPolicy()) {
        self.name = name
        self.cluster = cluster
        self.namespace = namespace
        self.sync = sync
    }
}

/// Which cluster an environment runs on.
package enum ClusterReference: Sendable, Hashable, CustomStringConvertible {
    /// A context of the kubeconfig.
    case context(String)
    /// The cluster that the daemon itself runs in, by its service account.
    case inCluster
    /// The cluster built into Lockstep.
    case embedded

    package var description: String {
        switch self {
        case .context(let name): "context '\(name)'"
        case .inCluster: "the cluster it runs in"
        case .embedded: "the embedded cluster"
        }
    }
}

/// How an environment is kept equal to Git.
package struct SyncPolicy: Sendable, Hashable {
    /// The longest time between two looks at Git; nil leaves it to the daemon.
    package var interval: Duration?
    /// Whether objects that left Git are deleted from the cluster.
    package var prune: Bool
    /// Whether fields that somebody else changed are set back, taking them over from their manager.
    package var selfHeal: Bool
    /// Whether objects that somebody else made are taken over; those of another environment never are.
    package var adopt = true
    /// How long the objects of one wave may take to become healthy before the sync counts as failed.
    package var deadline: Duration = .seconds(300)

    package init(interval: Duration? = nil, prune: Bool = false, selfHeal: Bool = false) {
        self.interval = interval
        self.prune = prune
        self.selfHeal = selfHeal
    }
}
