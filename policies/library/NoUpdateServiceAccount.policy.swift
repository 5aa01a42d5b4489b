import PolicyV1

struct Parameters: Params {
    let allowedGroups: [String] = []
    let allowedUsers: [String] = []
}

/// An update does not change the service account, but for listed users.
admission("NoUpdateServiceAccount", kinds: .podBearing, on: [.update], params: Parameters.self) { review, params in
    let isPrivileged = params.allowedUsers.contains(review.requester.name)
        || params.allowedGroups.contains { review.requester.groups.contains($0) }
    if let old = review.oldObject, !isPrivileged {
        let path = review.pod.path + ".serviceAccountName"
        require(
            (old.at(path)?.string ?? "default") == (review.object.at(path)?.string ?? "default"),
            "Cannot update service account of \(review.kind) \(review.name)", at: path)
    }
}
