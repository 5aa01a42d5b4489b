extension PolicyInterface {
    static let kubernetes = #"""
        public struct Kind: Hashable, Sendable, ExpressibleByStringLiteral {
            public init(stringLiteral value: String) { fatalError() }
            public static let pod: Kind = stub()
            public static let podTemplate: Kind = stub()
            public static let deployment: Kind = stub()
            public static let statefulSet: Kind = stub()
            public static let daemonSet: Kind = stub()
            public static let replicaSet: Kind = stub()
            public static let replicationController: Kind = stub()
            public static let job: Kind = stub()
            public static let cronJob: Kind = stub()
            public static let inferenceService: Kind = stub()
            public static let service: Kind = stub()
            public static let ingress: Kind = stub()
            public static let networkPolicy: Kind = stub()
            public static let configMap: Kind = stub()
            public static let secret: Kind = stub()
            public static let namespace: Kind = stub()
            public static let serviceAccount: Kind = stub()
            public static let role: Kind = stub()
            public static let roleBinding: Kind = stub()
            public static let clusterRole: Kind = stub()
            public static let clusterRoleBinding: Kind = stub()
            public static let persistentVolumeClaim: Kind = stub()
            public static let storageClass: Kind = stub()
            public static let horizontalPodAutoscaler: Kind = stub()
            public static let podDisruptionBudget: Kind = stub()
        }
        public struct Kinds: Sendable, ExpressibleByArrayLiteral {
            public init(arrayLiteral elements: Kind...) { fatalError() }
            public static let podBearing: Kinds = stub()
            public static let any: Kinds = stub()
        }
        public struct Operation: Hashable, Sendable {
            public static let create: Operation = stub()
            public static let update: Operation = stub()
            public static let delete: Operation = stub()
            public static let connect: Operation = stub()
        }
        public struct ObjectID: Hashable, Sendable {}

        public struct ResourceList: Sendable {
            public var memory: Quantity? { stub() }
            public var cpu: Quantity? { stub() }
            public subscript(_ name: String) -> Quantity? { stub() }
        }
        public struct Container: Sendable {
            public var name: String { stub() }
            public var path: String { stub() }
            public var image: ImageRef { stub() }
            public var limits: ResourceList { stub() }
            public var requests: ResourceList { stub() }
            public var isInit: Bool { stub() }
            public var isEphemeral: Bool { stub() }
            public var object: Json { stub() }
            public subscript(_ key: String) -> Json? { stub() }
        }
        public struct PodView: Sendable {
            public var allContainers: [Container] { stub() }
            public var containers: [Container] { stub() }
            public var initContainers: [Container] { stub() }
            public var ephemeralContainers: [Container] { stub() }
            public var volumes: [Json] { stub() }
            public var spec: Json { stub() }
            public var path: String { stub() }
            public var labels: [String: String] { stub() }
            public var annotations: [String: String] { stub() }
        }
        public struct Workload: Sendable {
            public var id: ObjectID { stub() }
            public var name: String { stub() }
            public var namespace: String { stub() }
            public var replicas: Int { stub() }
            public var pod: PodView { stub() }
            public var object: Json { stub() }
        }
        public struct Cluster: Sendable {
            public func workloads(in namespace: String) -> [Workload] { stub() }
            public func objects(_ kind: Kind) -> [Json] { stub() }
            public func objects(_ kind: Kind, in namespace: String) -> [Json] { stub() }
            public func object(_ kind: Kind, named name: String) -> Json? { stub() }
        }
        public var cluster: Cluster { stub() }

        public struct ObjectMeta: Fields, Sendable {
            public var name: String? { stub() }
            public var namespace: String? { stub() }
            public var generateName: String? { stub() }
            public var labels: [String: String]? { stub() }
            public var annotations: [String: String]? { stub() }
        }
        public struct ModelSpec: Fields, Sendable {
            public var storageUri: String? { stub() }
            public var runtime: String? { stub() }
        }
        public struct PredictorSpec: Fields, Sendable {
            public var model: ModelSpec? { stub() }
            public var minReplicas: Int? { stub() }
            public var maxReplicas: Int? { stub() }
            public var serviceAccountName: String? { stub() }
        }
        public struct InferenceServiceSpec: Fields, Sendable { public var predictor: PredictorSpec { stub() } }
        public struct InferenceService: Fields, Sendable {
            public var metadata: ObjectMeta { stub() }
            public var spec: InferenceServiceSpec { stub() }
        }
        public struct Pod: Fields, Sendable { public var metadata: ObjectMeta { stub() } }
        public struct Deployment: Fields, Sendable { public var metadata: ObjectMeta { stub() } }
        public struct StatefulSet: Fields, Sendable { public var metadata: ObjectMeta { stub() } }
        public struct Service: Fields, Sendable { public var metadata: ObjectMeta { stub() } }
        """#

    static let evidence = #"""
        public struct Group: Hashable, Sendable { public init(_ name: String) { fatalError() } }
        public struct Subject: Hashable, Sendable, ExpressibleByStringLiteral {
            public let name: String
            public let groups: Set<String>
            public init(_ name: String, groups: [String] = []) { fatalError() }
            public init(stringLiteral value: String) { fatalError() }
            public func isMember(of group: Group) -> Bool { stub() }
        }
        public struct Signature: Hashable, Sendable {
            public let role: String
            public let identity: String
            public let expires: Timestamp
            public init(role: String, identity: String, expires: Timestamp) { fatalError() }
        }
        public struct Approval: Sendable, ExpressibleByStringLiteral {
            public let by: Subject
            public let revision: String
            public init(stringLiteral value: String) { fatalError() }
            public init(by: Subject, revision: String) { fatalError() }
        }
        public struct Change: Sendable {
            public var author: Subject
            public var signers: [Subject]
            public var revision: String
            public var approvals: [Approval]
            public var paths: [String]
            public init(author: Subject, approvals: [Approval] = [], revision: String = "", signers: [Subject] = [], paths: [String] = []) { fatalError() }
        }
        public struct BreakGlass: Sendable {
            public var approvals: [Approval]
            public var reason: String
            public init(approvals: [Approval], reason: String = "") { fatalError() }
        }
        public func signatures(of image: ImageRef) -> [Signature] { stub() }
        public func signatures(of artifact: String?) -> [Signature] { stub() }
        public func attestations(of artifact: String?, type: String) -> [Json] { stub() }
        public func attestations(of image: ImageRef, type: String) -> [Json] { stub() }
        """#

    static let admission = #"""
        public struct Severity: Hashable, Sendable {
            public static let low: Severity = stub()
            public static let medium: Severity = stub()
            public static let high: Severity = stub()
            public static let critical: Severity = stub()
        }
        public struct Enforcement: Hashable, Sendable {
            public static let deny: Enforcement = stub()
            public static let warn: Enforcement = stub()
            public static let dryRun: Enforcement = stub()
            public static let dryrun: Enforcement = stub()
        }
        public struct Review: Sendable {
            public var object: Json { stub() }
            public var oldObject: Json? { stub() }
            public var kind: String { stub() }
            public var group: String { stub() }
            public var apiVersion: String { stub() }
            public var name: String { stub() }
            public var namespace: String { stub() }
            public var labels: [String: String] { stub() }
            public var annotations: [String: String] { stub() }
            public var operation: Operation { stub() }
            public var requester: Subject { stub() }
            public var change: Change { stub() }
            public var environment: String { stub() }
            public var dryRun: Bool { stub() }
            public var time: Timestamp { stub() }
            public var pod: PodView { stub() }
            public var replicas: Int { stub() }
            public var id: ObjectID { stub() }
            public func resource<T>(as type: T.Type) -> T? { stub() }
        }
        public func deny(_ message: String, at path: String? = nil) {}
        public func warn(_ message: String, at path: String? = nil) {}
        public func require(_ condition: Bool, _ message: @autoclosure () -> String, at path: String? = nil) {}
        public func admission(_ id: String, kinds: Kinds, on operations: [Operation] = [.create, .update], environments: [String] = [], namespaces: [String] = [], excludedNamespaces: [String] = [], labels: LabelSelector? = nil, skipUpdatesOf: [Kind] = [], severity: Severity = .medium, enforcement: Enforcement = .deny, _ body: (Review) -> Void) {}
        public func admission<P: Params>(_ id: String, kinds: Kinds, on operations: [Operation] = [.create, .update], environments: [String] = [], namespaces: [String] = [], excludedNamespaces: [String] = [], labels: LabelSelector? = nil, skipUpdatesOf: [Kind] = [], severity: Severity = .medium, enforcement: Enforcement = .deny, params: P.Type, _ body: (Review, P) -> Void) {}
        """#

    static let access = #"""
        @resultBuilder public struct AllOf { public static func buildBlock(_ conditions: Bool...) -> Bool { stub() } }
        public func permit(_ id: String, @AllOf _ conditions: () -> Bool, @AllOf unless: () -> Bool = { false }) {}
        public func forbid(_ id: String, @AllOf _ conditions: () -> Bool, @AllOf unless: () -> Bool = { false }) {}
        public struct Action: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
            public init(stringLiteral value: String) { fatalError() }
            public static let read: Action = stub()
            public static let promote: Action = stub()
            public static let rollback: Action = stub()
            public static let approve: Action = stub()
            public static let pause: Action = stub()
            public static let resume: Action = stub()
            public static let sync: Action = stub()
            public static let impersonate: Action = stub()
            public var description: String { stub() }
        }
        public struct Actions: Sendable, ExpressibleByArrayLiteral {
            public init(arrayLiteral elements: Action...) { fatalError() }
            public static let all: Actions = stub()
            public func contains(_ action: Action) -> Bool { stub() }
        }
        public struct Environment: Sendable {
            public let name: String
            public init(_ name: String) { fatalError() }
        }
        public struct Destination: Hashable, Sendable {
            public let namespace: String
            public let cluster: String
            public init(namespace: String, cluster: String) { fatalError() }
        }
        public struct Application: Sendable {
            public let project: String
            public let name: String
            public let destination: Destination
            public init(project: String, name: String, destination: Destination = Destination(namespace: "", cluster: "")) { fatalError() }
        }
        public struct Request<R> {
            public let subject: Subject
            public let action: Action
            public let resource: R
            public let environment: Environment
            public var change: Change
            public let time: Timestamp
            public var breakGlass: BreakGlass?
            public func with<V>(_ member: WritableKeyPath<Self, V>, _ value: V) -> Self { stub() }
        }
        public func access<R>(_ id: String, actions: Actions, resources: R.Type, _ body: (Request<R>) -> Void) {}
        """#

    static let testing = #"""
        public enum Decision: Hashable, Sendable { case allow, deny }
        public func yaml<T>(_ text: String) -> T { stub() }
        public func test(_ name: String, _ body: () -> Void) {}
        public func property<R>(_ name: String, _ body: (Request<R>) -> Void) {}
        public func property(_ name: String, _ body: (Review) -> Void) {}
        public func given(signatures: [String: [Signature]]) {}
        public func given(attestations: [String: [Json]]) {}
        public func given(inventory: [Json]) {}
        public func given(calendar: String, from: String, to: String) {}
        public func given(unavailable: String) {}
        public func review<T>(_ object: T, environment: String = "", operation: Operation = .create, old: Json? = nil, by requester: Subject = "", change: Change? = nil, at time: Timestamp = "2026-01-01T00:00:00Z") -> Review { stub() }
        public func request<R>(by subject: Subject, _ action: Action, on resource: R, environment: String = "", change: Change? = nil, breakGlass: BreakGlass? = nil, at time: Timestamp = "2026-01-01T00:00:00Z") -> Request<R> { stub() }
        public func promotion(by subject: Subject, change: Change, to environment: String) -> Request<Application> { stub() }
        public func expect(_ condition: Bool) {}
        public func expect(_ policy: String, _ review: Review, params: Json = [:], denies count: Int, saying text: String? = nil) {}
        public func expect(_ policy: String, _ review: Review, params: Json = [:], faults text: String) {}
        public func expect<R>(_ policy: String, _ request: Request<R>, forbiddenBy rule: String) {}
        public func expect<R>(_ policy: String, _ request: Request<R>, permittedBy rule: String) {}
        public func expect<R>(_ policy: String, _ request: Request<R>, _ decision: Decision) {}
        public func decision<R>(_ policy: String, _ request: Request<R>) -> Decision { stub() }
        public func decision(_ policy: String, _ review: Review, params: Json = [:]) -> Decision { stub() }
        public func implies(_ premise: Bool, _ conclusion: Bool) {}
        """#
}
