import Manifests

extension StandardLibrary {
    private static func review(_ datum: Datum) throws(Fault) -> ReviewBox { try box(datum, ReviewBox.self, "a review") }
    private static func pod(_ datum: Datum) throws(Fault) -> PodBox { try box(datum, PodBox.self, "a pod") }
    private static func container(_ datum: Datum) throws(Fault) -> ContainerBox {
        try box(datum, ContainerBox.self, "a container")
    }
    private static func workload(_ datum: Datum) throws(Fault) -> WorkloadBox {
        try box(datum, WorkloadBox.self, "a workload")
    }

    static let kubernetes: Table = [
        "Review.object": .unary { (a, _) throws(Fault) in .json(try review(a).review.object) },
        "Review.oldObject": .unary { (a, _) throws(Fault) in try review(a).review.oldObject.map { .json($0) } ?? .none
        },
        "Review.kind": .unary { (a, _) throws(Fault) in .string(try review(a).kind) },
        "Review.group": .unary { (a, _) throws(Fault) in .string(try review(a).group) },
        "Review.apiVersion": .unary { (a, _) throws(Fault) in
            .string(try review(a).review.object["apiVersion"]?.string ?? "")
        },
        "Review.name": .unary { (a, _) throws(Fault) in .string(try review(a).review.name) },
        "Review.namespace": .unary { (a, _) throws(Fault) in .string(try review(a).review.namespace) },
        "Review.environment": .unary { (a, _) throws(Fault) in .string(try review(a).review.environment) },
        "Review.operation": .unary { (a, _) throws(Fault) in .string(try review(a).review.operation) },
        "Review.dryRun": .unary { (a, _) throws(Fault) in .bool(try review(a).review.isDryRun) },
        "Review.requester": .unary { (a, _) throws(Fault) in
            let review = try review(a).review
            guard let requester = review.requester else { throw Fault(.unavailable("the requester")) }
            return StandardRecords.subject(requester, groups: review.groups)
        },
        "Review.change": .unary { (a, _) throws(Fault) in try review(a).change() },
        "Review.time": .unary { (a, frame) throws(Fault) in
            guard let time = try review(a).review.time ?? frame.context.time else {
                throw Fault(.unavailable("the time"))
            }
            return .time(time)
        },
        "Review.labels": .unary { (a, _) throws(Fault) in try review(a).labels() },
        "Review.annotations": .unary { (a, _) throws(Fault) in try review(a).annotations() },
        "Review.pod": .unary { (a, _) throws(Fault) in .object(try review(a).podView()) },
        "Review.replicas": .unary { (a, _) throws(Fault) in
            .integer(try ReviewBox.replicas(try review(a).review.object))
        },
        "Review.id": .unary { (a, _) throws(Fault) in .string(ReviewBox.identity(try review(a).review.object)) },
        "Review.resource(as:)": .binary { (a, b, _) throws(Fault) in
            let review = try review(a).review
            return review.kind == (try text(b)) ? .json(review.object) : .none
        },
        "PodView.allContainers": .unary { (a, _) throws(Fault) in .list(try pod(a).containers(3)) },
        "PodView.containers": .unary { (a, _) throws(Fault) in .list(try pod(a).containers(0)) },
        "PodView.initContainers": .unary { (a, _) throws(Fault) in .list(try pod(a).containers(1)) },
        "PodView.ephemeralContainers": .unary { (a, _) throws(Fault) in .list(try pod(a).containers(2)) },
        "PodView.volumes": .unary { (a, _) throws(Fault) in
            var volumes: [Value] = []
            for specification in try pod(a).specifications {
                volumes += try JSONText.list(
                    JSONText.member(specification.spec, "volumes"), "\(specification.path.text).volumes")
            }
            return .jsonList(volumes)
        },
        "PodView.spec": .unary { (a, _) throws(Fault) in .json(try pod(a).first().spec) },
        "PodView.path": .unary { (a, _) throws(Fault) in .string(try pod(a).first().path.text) },
        "PodView.labels": .unary { (a, _) throws(Fault) in try pod(a).labels() },
        "PodView.annotations": .unary { (a, _) throws(Fault) in try pod(a).annotations() },
        "Container.name": .unary { (a, _) throws(Fault) in .string(try container(a).name()) },
        "Container.path": .unary { (a, _) throws(Fault) in .string(try container(a).path) },
        "Container.image": .unary { (a, _) throws(Fault) in .object(try container(a).image()) },
        "Container.limits": .unary { (a, _) throws(Fault) in .object(try container(a).limits()) },
        "Container.requests": .unary { (a, _) throws(Fault) in .object(try container(a).requests()) },
        "Container.isInit": .unary { (a, _) throws(Fault) in .bool(try container(a).group == 1) },
        "Container.isEphemeral": .unary { (a, _) throws(Fault) in .bool(try container(a).group == 2) },
        "Container.object": .unary { (a, _) throws(Fault) in .json(.object(try container(a).object)) },
        "Container.subscript(_:)": .binary { (a, b, _) throws(Fault) in
            guard let found = try container(a).object[try text(b)], !found.isNull else { return .none }
            return .json(found)
        },
        "ResourceList.memory": .unary { (a, _) throws(Fault) in
            try box(a, ResourceListBox.self, "resources").memoryQuantity()
        },
        "ResourceList.cpu": .unary { (a, _) throws(Fault) in
            try box(a, ResourceListBox.self, "resources").cpuQuantity()
        },
        "ResourceList.subscript(_:)": .binary { (a, b, _) throws(Fault) in
            try box(a, ResourceListBox.self, "resources").quantity(try text(b))
        },
        "Workload.id": .unary { (a, _) throws(Fault) in .string(ReviewBox.identity(try workload(a).object)) },
        "Workload.name": .unary { (a, _) throws(Fault) in
            .string(try workload(a).object[path: "metadata", "name"]?.string ?? "")
        },
        "Workload.namespace": .unary { (a, _) throws(Fault) in
            .string(try workload(a).object[path: "metadata", "namespace"]?.string ?? "")
        },
        "Workload.replicas": .unary { (a, _) throws(Fault) in .integer(try ReviewBox.replicas(try workload(a).object))
        },
        "Workload.pod": .unary { (a, _) throws(Fault) in .object(try workload(a).podView()) },
        "Workload.object": .unary { (a, _) throws(Fault) in .json(try workload(a).object) },
        "cluster": .nullary { (_) throws(Fault) in .none },
        "Cluster.workloads(in:)": .binary { (_, b, frame) throws(Fault) in
            let namespace = try text(b)
            var result: [Datum] = []
            for object in try inventory(frame) {
                guard let kind = object["kind"]?.string, kind != "PodTemplate",
                    (frame.context.podPaths[kind] ?? PodPath.known[kind]) != nil,
                    Bytes.equal(object[path: "metadata", "namespace"]?.string ?? "", namespace),
                    !isOwned(object)
                else { continue }
                result.append(.object(WorkloadBox(object, podPaths: frame.context.podPaths)))
            }
            return .list(result)
        },
        "Cluster.objects(_:)": .binary { (_, b, frame) throws(Fault) in .jsonList(try objects(try text(b), nil, frame))
        },
        "Cluster.objects(_:in:)": .many { (arguments, frame) throws(Fault) in
            .jsonList(try objects(try text(arguments[1]), try text(arguments[2]), frame))
        },
        "Cluster.object(_:named:)": .many { (arguments, frame) throws(Fault) in
            let name = try text(arguments[2])
            let found = try objects(try text(arguments[1]), nil, frame).first {
                Bytes.equal($0[path: "metadata", "name"]?.string ?? "", name)
            }
            return found.map { .json($0) } ?? .none
        },
    ]

    /// A pod of a Deployment is not counted beside it.
    private static func isOwned(_ object: Value) -> Bool {
        (object[path: "metadata", "ownerReferences"]?.array ?? []).contains { $0["controller"]?.bool == true }
    }

    private static func inventory(_ frame: Frame) throws(Fault) -> [Value] {
        switch frame.context.inventory {
        case .found(let objects):
            try frame.burn(objects.count)
            return objects
        case .unavailable(let reason): throw Fault(.unavailable(reason))
        }
    }

    private static func objects(_ kind: String, _ namespace: String?, _ frame: Frame) throws(Fault) -> [Value] {
        if let read = frame.context.inventoryKinds,
            !read.contains(where: { KindNames.matches(kind, kind: $0.kind, group: $0.group) })
        {
            throw Fault(.unavailable("the inventory of '\(kind)', which is not among the kinds that are read"))
        }
        return try inventory(frame).filter { object in
            let version = object["apiVersion"]?.string ?? ""
            let group = version.contains("/") ? String(version.prefix { $0 != "/" }) : ""
            guard KindNames.matches(kind, kind: object["kind"]?.string ?? "", group: group) else { return false }
            guard let namespace else { return true }
            return Bytes.equal(object[path: "metadata", "namespace"]?.string ?? "", namespace)
        }
    }
}
