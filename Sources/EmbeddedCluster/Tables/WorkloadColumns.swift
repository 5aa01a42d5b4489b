import Manifests

/// The columns of what runs pods.
enum WorkloadColumns {
    private static let ready = TableColumn.text("Ready") {
        "\($0.status.count("readyReplicas"))/\($0.spec.count("replicas"))"
    }

    static let deployment: [TableColumn] =
        [
            .name, ready, .count("Up-to-date", status: "updatedReplicas"),
            .count("Available", status: "availableReplicas"), .age,
        ] + TableColumn.template()

    static let replicaSet: [TableColumn] =
        [
            .name, .count("Desired") { $0.spec.count("replicas") }, .count("Current", status: "replicas"),
            .count("Ready", status: "readyReplicas"), .age,
        ] + TableColumn.template()

    static let scale: [TableColumn] = {
        var name = TableColumn.name
        name.format = ""
        return [
            name, .count("Desired") { $0.spec.count("replicas") }, .count("Available", status: "replicas"), .age,
        ]
    }()

    static let statefulSet: [TableColumn] = [.name, ready, .age] + TableColumn.template(selector: false)

    static let daemonSet: [TableColumn] =
        [
            .name, .count("Desired", status: "desiredNumberScheduled"),
            .count("Current", status: "currentNumberScheduled"), .count("Ready", status: "numberReady"),
            .count("Up-to-date", status: "updatedNumberScheduled"), .count("Available", status: "numberAvailable"),
            .text("Node Selector") { TableColumn.selectorText($0.spec["template"]?[path: "spec", "nodeSelector"]) },
            .age,
        ] + TableColumn.template()

    static let job: [TableColumn] =
        [
            .name, .text("Status", jobStatus),
            .text("Completions") { job in
                let succeeded = job.status.count("succeeded")
                if let completions = job.spec["completions"]?.integer { return "\(succeeded)/\(completions)" }
                let parallelism = job.spec.count("parallelism")
                return parallelism > 1 ? "\(succeeded)/1 of \(parallelism)" : "\(succeeded)/1"
            },
            TableColumn("Duration") { job, now in .string(duration(of: job, now: now)) }, .age,
        ] + TableColumn.template()

    static let cronJob: [TableColumn] =
        [
            .name, .text("Schedule") { $0.spec["schedule"]?.string }, .text("Timezone") { $0.spec["timeZone"]?.string },
            .text("Suspend") { $0.spec["suspend"]?.bool == true ? "True" : "False" },
            .count("Active") { $0.status["active"]?.array?.count ?? 0 },
            TableColumn("Last Schedule") { job, now in
                .string(job.status["lastScheduleTime"]?.string.map { HumanDuration.age(of: $0, at: now) } ?? "<none>")
            }, .age,
        ] + TableColumn.template()

    static let podTemplate: [TableColumn] = [
        .name, .text("Containers") { containers(of: $0, "name") }, .text("Images") { containers(of: $0, "image") },
        .text("Pod Labels") { TableColumn.selectorText($0["template"]?[path: "metadata", "labels"]) },
    ]

    private static func containers(of template: Value, _ key: String) -> String {
        let containers = template["template"]?[path: "spec", "containers"]?.array ?? []
        return containers.compactMap { $0[key]?.string }.joined(separator: ",")
    }

    private static func jobStatus(of job: Value) -> String {
        let held = (job.status["conditions"]?.array ?? []).filter { $0["status"] == "True" }
            .compactMap { $0["type"]?.string }
        for type in ["Complete", "Failed", "Suspended", "FailureTarget"] where held.contains(type) { return type }
        return job.isBeingDeleted ? "Terminating" : "Running"
    }

    private static func duration(of job: Value, now: Timestamp?) -> String {
        guard let start = job.status["startTime"]?.string else { return "" }
        return HumanDuration.age(of: start, at: job.status["completionTime"]?.string.flatMap(Timestamp.init) ?? now)
    }
}
