DELETE FROM manifests_allowed_step WHERE subject = 'manifest' AND 'laid_over' IN (old_state, new_state);
