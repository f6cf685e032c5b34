DELETE FROM manifests_closing_state WHERE state = 'sent_back';
DELETE FROM manifests_allowed_step
WHERE (subject = 'batch' AND new_state = 'sent_back')
   OR (subject, new_state) = ('manifest', 'cancelled') AND old_state IN ('in_transit', 'laid_over', 'arrived');
