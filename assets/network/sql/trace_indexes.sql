-- A trace asks at every node for the few pipes drawn against their flow, and of every pipe whether it carries water at
-- all. Asked of the large indexes these two questions cost as much as the walk itself; these hold only the exceptions.
CREATE INDEX pipe_start_against ON registry_pipe (start_node_id) WHERE flow_against;
CREATE INDEX pipe_end_against ON registry_pipe (end_node_id) WHERE flow_against;
CREATE INDEX pipe_not_carrying ON registry_asset (id) WHERE asset_class = 'pipe' AND status IN ('planned', 'removed');
