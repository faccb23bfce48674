"""Questions to the read models, each as they were at one event: a function of an `AsOf`, a filter and a paging."""
