import PolicyV1

struct Parameters: Params {
    let allowedStorageClasses: [String]?
    let includeStorageClassesInMessage: Bool = true
}

/// Claims name a storage class that exists and is allowed.
admission("K8sStorageClass", kinds: [.persistentVolumeClaim, .statefulSet], params: Parameters.self) { review, params in
    let classes = cluster.objects("storage.k8s.io/StorageClass").map { $0.at("metadata.name")?.string ?? "" }
    let suffix = params.includeStorageClassesInMessage
        ? ". Must be one of [" + (params.allowedStorageClasses ?? classes).joined(separator: ", ") + "]" : ""
    let claims = review.kind == "PersistentVolumeClaim" ? [review.object] : review.object.list("spec.volumeClaimTemplates")
    let word = review.kind == "PersistentVolumeClaim" ? "pvc" : "statefulset"
    for claim in claims {
        if let name = claim.at("spec.storageClassName")?.string {
            require(
                classes.contains(name) && (params.allowedStorageClasses ?? classes).contains(name),
                "\(word) did not specify an allowed and valid storage class name <\(name)>\(suffix)",
                at: "spec")
        } else {
            deny("\(word) did not specify a storage class name\(suffix)", at: "spec")
        }
    }
}
